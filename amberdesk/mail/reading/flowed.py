"""Text whose long lines were broken for the way (format=flowed, RFC 3676). Pure."""


def unflow(text: str, *, drop_space: bool = False) -> str:
    """Return the text with its paragraphs as they were written; quotes keep their marks."""
    found: list[str] = []
    joins, before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if joins and depth == before and words != "-- ":
            found[-1] += words
        else:
            found.append(f"{'>' * depth} {words}" if depth else words)
        before = depth
        joins = words.endswith(" ") and words != "-- "
        if joins and drop_space:
            found[-1] = found[-1][:-1]
    return "\n".join(line.rstrip() if line != "-- " else line for line in found)
