"""What earlier scans found, kept in the user's cache folder: whoever scans the same again need not wait again.

An outcome is kept beside the answers that the files gave on the way to it (`leastwise.read.recording`). It is used
again when every question has the same answer, so nothing has to be guessed about what an outcome depends on.
Nothing is ever kept in the tree that is scanned, where somebody else could have put it.
"""
