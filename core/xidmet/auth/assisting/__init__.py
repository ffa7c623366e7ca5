"""Assisted mode: an officer of a service centre fills in for a person who is present, and both are recorded.

The officer says whom they have before them, the person agrees, and from then on the officer's session acts as the
person, with the officer beside (see Actor.assistant): in what is begun in this visit, and in nothing else.
"""
