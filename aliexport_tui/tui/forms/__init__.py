"""Forms as data: fields, settings as text, sections of a profile. Knows no Textual."""
