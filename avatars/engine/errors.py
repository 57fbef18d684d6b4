"""What can be wrong with a bundle."""


class BundleError(Exception):
    """A bundle can not be used; the message says which file and what is wrong with it."""
