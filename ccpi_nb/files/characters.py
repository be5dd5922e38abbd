"""Characters that nobody sees and that make two texts differ which look alike: control characters, joiners, changes of direction."""

from unicodedata import category, name


def unseen_in(text: str) -> int | None:
    """Where the first of them stands; white space is seen."""
    return next((at for at, each in enumerate(text) if not each.isprintable() and each not in "\t\n\r" and category(each) != "Zs"), None)


def described(character: str) -> str:
    """'U+200B (zero width space)'."""
    known = name(character, "").lower() or ("a control character" if category(character) == "Cc" else "not a character of any alphabet")
    return f"U+{ord(character):04X} ({known})"
