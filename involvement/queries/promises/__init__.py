"""How promises are kept: counted live while a month has time, read as it was kept once it has not."""
