"""What entries warn of."""


def others(entry):
    """The records its warnings link to; None for a warning about itself."""
    return [other for _message, other in entry.warnings()]
