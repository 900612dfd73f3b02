"""How much of one mail is read. Whatever is beyond stays in the raw mail, which is always kept whole."""

MOST_KEPT = 64 * 1024 * 1024  # of a mail; a longer one is refused where its sender is told so
MOST_BYTES = 30 * 1024 * 1024  # of a mail; of a longer one only the beginning is read
BEGINNING = 1024 * 1024
MOST_FETCHED = (
    MOST_BYTES + BEGINNING
)  # of a mail over MOST_KEPT: held as too big; the whole stays on the server
MOST_FIELD = 16 * 1024  # bytes of one header field
CUT_FIELD = MOST_FIELD - 128  # one as long as this was probably cut
MOST_FIELDS = 1000  # of one header
MOST_LINES = 20_000  # of the mail's own header
MOST_PART_LINES = 200  # of a part's header
MOST_PARTS = 500
MOST_DEPTH = 20
MOST_MARKS = 20_000  # lines that look like the end of a part
MOST_TEXT = 1_000_000  # bytes of text or hypertext
MOST_TAGS = 30_000  # of a hypertext
MOST_ATTRIBUTES = (
    2000  # of one tag of a hypertext, its words in quotes and parts of its addresses counted too
)
MOST_LOOSE = 10_000  # words of a hypertext that stand before a ">" which ends no tag
MOST_ENTITIES = 100_000  # characters of a hypertext that are written as names or numbers
MOST_OPEN = 500  # tags that a hypertext leaves open: what nests deeper is read as words
MOST_ADDRESSES = 1000  # of one field
MOST_IDS = 100  # that a mail refers to
MOST_UNPACKED = 100  # files of a winmail.dat
