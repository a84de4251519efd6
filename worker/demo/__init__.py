"""The demo: the whole process on invented cases, by real mail, in forty virtual days."""
