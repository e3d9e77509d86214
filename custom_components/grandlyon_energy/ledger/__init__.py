"""What is known, per meter and day, kept on disk and never thrown away.

Everything a person sees is derived from here; nothing here is derived. Imported by the coordinators and the writer,
imports the readings and the calendar only.
"""
