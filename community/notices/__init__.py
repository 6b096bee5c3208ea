"""What people of the community are told: each module has its kinds and their sentences."""

from community.notices import order, talk


def register_kinds() -> None:
    """Called once, when the app is ready."""
    talk.register_kinds()
    order.register_kinds()
