"""The first migration of an app, in one go."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

_ALLOWED = (CreateModel, AddField, AddIndex, AddConstraint, AddTrigger)


class AtOnce(Operation):
    """Operations that make the first tables of an app, whose models are rendered once instead of after each of them.

    Django renders every related model anew after each operation, so the time that a first migration takes grows with
    the square of its models; it was most of what an empty database waited for. Here all operations change the state
    first, and each table is then made as its model ends: with the fields, indexes and constraints that later operations
    add to it. Triggers come last.
    """

    def __init__(self, operations: Sequence[CreateModel | AddField | AddIndex | AddConstraint | AddTrigger]) -> None:
        others = [each for each in operations if not isinstance(each, _ALLOWED)]
        assert not others, f"{others} would change the state of the models and nothing in the database"
        self.operations = operations
        self._tables = [operation for operation in operations if isinstance(operation, CreateModel)]
        self._triggers = [operation for operation in operations if isinstance(operation, AddTrigger)]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What is rendered would be kept up to date; what is not is rendered when it is asked for.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in (*self._tables, *self._triggers):
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in reversed(self._triggers):
            trigger.database_backwards(app_label, schema_editor, to_state, from_state)
        for table in reversed(self._tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self._tables)} models with all that belongs to them"
