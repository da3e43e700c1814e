"""Telephone numbers as people type them, and as a provider of text messages wants them (E.164)."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# The country of a number that names none.
COUNTRY = "GB"
# Of numbers in Britain these take texts: 071 to 079, whole (Ofcom, National Telephone Numbering Plan).
BRITISH, BRITISH_MOBILES = 44, range(7_100_000_000, 8_000_000_000)
# No text message reaches these.
NOT_A_MOBILE = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
)


def text_number(typed: str) -> str:
    """The number in E.164 ("07400 123456" is +447400123456); an empty string where no text message can go: no
    number, too short, too long, or a line that only rings."""
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    # Possible rather than valid: new ranges are given out before any list of them knows.
    if not phonenumbers.is_possible_number(number) or phonenumbers.number_type(number) in NOT_A_MOBILE:
        return ""
    if number.country_code == BRITISH and number.national_number not in BRITISH_MOBILES:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
