"""Text whose long lines were broken for the way (format=flowed, RFC 3676). Pure."""


def unflow(text: str, *, drop_space: bool = False) -> str:
    """Return the text with its paragraphs as they were written; quotes keep their marks."""
    found: list[list[str]] = []  # paragraphs in pieces: they are joined once
    joins, before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        is_signature = words == "-- "
        if not (joins and depth == before and not is_signature):
            found.append([f"{'>' * depth} "] if depth else [])
        before, joins = depth, words.endswith(" ") and not is_signature
        found[-1].append(words[:-1] if joins and drop_space else words)
    lines = ("".join(pieces) for pieces in found)
    return "\n".join(line.rstrip() if line != "-- " else line for line in lines)
