"""The words of sign-in cards: short, plain, easy to spell, none rude or sad, none that sounds like another.

Four of them in order make about 40 bits; with five tries in five minutes for a name, nobody guesses that."""

import secrets

WORDS_ON_A_CARD = 4

WORDS = tuple(
    """
acorn acrobat actor album almond alpine amber ample anchor ankle anthem apple apricot apron arcade arch
archer arena armchair arrow artist atlas attic aunt autumn avocado award axle
bacon badge badger bagel baker balance ballad ballet balloon bamboo banana band banjo banner barber bargain
barley barn barrel basil basket bath battery beach beacon bead beagle beak beam beanbag beard beaver bedroom
beehive beetle beetroot bell bench bicycle birch bird birthday biscuit bishop blanket blazer blender blossom
blouse bluebell board bobcat bonfire bongo bonnet bonus book boot border bottle bottom bounce bouquet bowl
bowling boxer bracelet branch brand brass bread breakfast breeze brick bride bridge bright brisk broccoli brook
broom brother brown brownie brush bubble bucket buckle budget buffalo buffet bugle builder bulb bumper bundle
bungalow bunny burger bus bush busy butter button buzzer
cabbage cabin cable cactus cafe cage cake calendar calm camel camera campfire canal canary candle candy canoe
canvas canyon caramel caravan card cargo carnival carpet carriage cartoon cartwheel carver cashew castle
cattle cavern cedar celery cello centre chalk champion chapel chapter charm chart cheddar cheese chef
cherry chess chest chestnut chicken child chimney chin china chips chocolate choir chopper chorus chutney cider
cinema circle circus citrus city clap clarinet class classic clay clean clever cliff climber clinic clip cloak
clock cloth cloud clover club coach coast cobweb cockpit cocoa coconut coffee coin collar colour column comet
comfort comic compass concert cone cookie copper coral cork corner cosmic cosy cottage cotton couch cougar
country courage cousin cover cowboy crab cracker cradle crane crayon cream cricket crisp crocus crop crown cruise
crumble crunch crystal cube cuckoo cucumber cupboard cupcake curly curry curtain cushion custard cycle cymbal
daffodil dairy daisy dance dancer dandy darling dashing dawn daytime december deckchair deep degree deluxe denim
dentist desk diamond diary dice diesel dinner dinosaur diploma disco dish diver dizzy doctor doll dolphin
domino donkey door doorbell doorway dotted double doughnut dove dozen dragon drama drawer dream dresser drift
drill driver drum duck dumpling dungarees dusk duvet dynamo
eagle early earring earth easel east easy echo eclair eight elastic elbow elder electric elegant elephant eleven
elf elk elm emerald emperor engine envelope equal errand escape evening event evergreen exact explore express
extra eyebrow
fabric fair fairy falcon family famous fancy fantasy farm farmer fashion father favour feast feather february
fence fern ferry festival fiddle field fifteen fifty fig film filter finch finger fireman fireside firefly first
fish fisher five flag flame flannel flask flight flipper float florist fluffy flute foam focus
folder forest forever fork forty fossil fountain four fox frame freckle free freezer fresh fridge friend fringe
frisbee frog front frost fruit fudge funny furry future
galaxy gallery gallop gallon game gammon garage garden garlic garment gate gazelle gecko gem general gentle
ghost giant gift gigantic ginger giraffe glad glass glider glitter globe glove glow goat goblet gold golden
golfer gondola good goose gorilla grand granny grape graph grass gravy great green grey grill grin grocer ground
group guava guest guide guitar gull gymnast
habit haddock hamburger hammer hammock hamper hamster hand handle handy happy harbour harmony harp harvest hat
hatch hazel headline health heart heather hedge hedgehog height helmet helper herb hero heron herring hiker hill
hippo hobby hockey holiday holly homely honest honey hood hoop hopeful horizon hornet horse hotel house
hovercraft hubcap huge humble hummus hundred hungry hurdle husky hut hydrant
ice iceberg icicle icing idea igloo important inch indigo indoor infant ink insect inside island ivory ivy
jacket jaguar jam january jar jasmine jazz jeans jelly jersey jewel jigsaw jockey jogger joke jolly journey joy
judge juggler juice july jumbo jumper june jungle junior just
kangaroo karaoke karate kayak keeper kennel kettle keyboard kick kilt kimono kind kindly kingdom kiosk
kipper kitchen kite kitten kiwi knapsack koala
lace ladder lady ladybird lagoon lake lamb lamp landing language lantern laptop large lasagne laser lasso laugh
laundry laurel lavender lawn lawyer layer leader leaf leather leek legend lemon lemonade lentil leopard letter
lettuce level library light lilac lily lime linen lion lipstick liquid list listen little lively lizard llama
lobster local locker locket log lollipop long lotion lotus loud lounge lovely loyal lucky luggage lullaby lunch
lupin luxury
macaroni machine magazine magic magnet magpie mailbox major mallard mammoth manager mandolin mango mansion
maple marble march margin marigold marina mark market marmalade marquee marsh mascot massage match maximum
maypole meadow measure medal medium medley melody melon member memory menu mermaid merry message metal metre
middle midnight mighty milk mill million mimosa mineral minibus minnow mint mirror mister mitten model
modern moment monday money monkey month moon morning mosaic moss motel moth mother motor mountain mouse movie
muesli muffin mulberry multiply museum mushroom music mustard mystery
napkin narrow nation native natural nature navy nearby neat neck necklace nectar needle neighbour nephew nest
network neutral newborn newspaper nice nickel niece night nimble nine ninety noble noodle normal north notebook
nothing notice nougat novel november number nurse nutmeg nylon
oak oasis oatmeal oats object oboe ocean october octopus office olive omelette onion opal open opera orange
orbit orchard orchid oregano organ oriental origami ostrich otter outdoor outfit oval oven overall overcoat
oyster
pacific paddle paint painter palace palette palm pamphlet pancake panda panel panther pantry papaya paper
parade parcel park parka parrot parsley parsnip partner party passport pasta pastel pastry patch path patio
pattern pavement pavilion peach peacock peanut pearl pebble pecan pedal pelican pen pencil penguin penny pepper
perfect perfume person petal petrol phone photo piano piccolo pickle picnic picture pigeon pillow pilot pine
pineapple pink pipe pirate pistachio pitch pizza planet plank plant plaster plastic plate platform player
playful plaza plenty pliers plough plum plumber plus pocket poem poet polar polite polka pond pony poodle
popcorn poplar poppy porch porridge portrait postcard poster postman potato potter powder prairie prawn present
pretty pretzel primrose prince princess print printer prize promise proper proud pudding puddle puffin pullover
pulse puma pump pumpkin punch pupil puppet puppy pure purple purse puzzle pyjamas pyramid
quality quarter quartz queen quest question quick quiet quilt quince quiver quiz
rabbit raccoon racket radar radio radish raffle raft railway rainbow raincoat raisin rally ramble ranger rapid
rascal raspberry rattle ravioli razor reader ready recipe record recorder red reef referee region reindeer
relay relish remote rescue resort restful ribbon rich riddle rider ring ripple river roadside robe robin robot
rocket rodeo roller romance roof rooster rope rose rosemary rotor round rowing royal rubber ruby rucksack rug
rugby rumba runner rustic
saddle saffron sage sailor salad salmon saloon salsa samba sample sandal sandbag sandwich sandy sapling sapphire
sardine satin saturday sauce saucer sausage savoury saxophone scale scallop scarf scenic school science scone
scooter score scout screen scrub sculptor seagull seahorse seal season seaside second secret seed senior
september sequin service sesame seven shadow shamrock shampoo shandy shark sheep sheet shelf shell shelter
sheriff sherbet shield shin shiny ship shirt shoe shop shoulder shovel shower shrimp shuttle sidewalk signal
silence silk silver simple singer sister sixteen sixty skate sketch skill skipper skirt sky skylark sledge sleepy
sleeve slice slide slipper slogan slow smart smile smooth smoothie snack snail sneaker snooker snow snowball
snowdrop soap social socket sofa soft solar solid solo sonnet soup south souvenir soya space spade spaghetti
spaniel spanner sparkle sparrow special speech speedy spice spider spinach spiral splash splendid sponge spoon
sport spotless spray spring sprout spruce squash squid squirrel stable stadium stamp standard star starfish
station statue steam steel steep stem stereo steward sticker stilts stone stool story stove strawberry stream
street string stripe strong studio sturdy style suburb subway sugar suitcase sultana summer sunbeam sunday
sundial sunny sunrise sunset super supper surfer surprise swallow swan sweater sweet swift swim swing symbol
syrup system
table tablet tadpole tail tailor talent tambourine tandem tango tangy tank tapestry target tart tartan task tasty
taxi teacher teacup team teapot teaspoon teddy telescope television temple tennis tent terrace terrier theatre
thick thimble thirty thistle thousand thrill throne thumb thunder thursday thyme ticket tickle tiger tights timber
timer timetable tiny tissue title toast toddler toffee tomato tonic toolbox tooth topaz topping torch tornado
tortoise toucan tower town tractor trader traffic trailer train trainer tram trampoline transport traveller tray
treasure treat tree trellis triangle tricycle trifle trolley trombone tropical trousers trout trowel truck
trumpet trust tuba tuesday tugboat tulip tuna tunic tunnel turban turkey turnip turquoise turtle twelve twenty
twig twin twist typist
ukulele ultra umbrella unicorn uniform unique universe upland upper upright upstairs urban useful usher utensil
valley value van vanilla vapour various varnish vase vegetable velvet venue veranda verse vest vibrant
vicar victory video view villa village vintage vinyl viola violet violin vision visit vivid vocal voice volcano
volley volume voyage
wafer waffle wagon waistcoat waiter walker walking wallet walnut walrus waltz wardrobe warm warrior washing
watch water watermelon wave wavy wealth weather weaver website wedding wednesday weekend welcome wellington west
whale wheat wheel whisker whisper whistle white wicket wide wigwam wild willow window windmill winner winter
wisdom wizard wolf wombat wonder wooden woodland woollen woolly workshop world worthy wreath wrist writer
yacht yard yarn yawn year yellow yodel yoga yoghurt young
zebra zebrafish zest zigzag zinc zip zipper zodiac zoo zoom
""".split()
)


def four_words() -> list[str]:
    """Different words of a card, in lower case, from the system's source of randomness."""
    return secrets.SystemRandom().sample(WORDS, WORDS_ON_A_CARD)
