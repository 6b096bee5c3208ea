class ServiceRefusal(Exception):
    """The servers can't start; the message is one sentence for whoever ran the command."""
