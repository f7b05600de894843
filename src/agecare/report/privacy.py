"""What a reader of the board may see about people."""

from enum import StrEnum

import attrs

from agecare.model import Register


class Privacy(StrEnum):
    """Who reads the board."""

    COORDINATOR = "coordinator"
    """Everything that a planner needs."""
    WORKER = "worker"
    """One worker: only the visits of that worker."""
    ANONYMOUS = "anonymous"
    """Ids and figures: no names, telephones, addresses, notes or map."""


@attrs.frozen
class Names:
    """Names, telephones and addresses as far as the reader may see them; an empty text where not.

    Raises
    ------
    UnknownIdError
        When the worker who reads is not in the register.
    ValueError
        When a worker is named for another level, or none for this one.
    """

    register: Register
    privacy: Privacy
    reader: str | None = None

    def __attrs_post_init__(self) -> None:
        if (self.privacy is Privacy.WORKER) != (self.reader is not None):
            raise ValueError("name a worker for the privacy level 'worker', and only then")
        if self.reader is not None:
            self.register.worker(self.reader)

    @property
    def shown(self) -> bool:
        """Whether people are named."""
        return self.privacy is not Privacy.ANONYMOUS

    def sees(self, worker: str) -> bool:
        """Whether the reader may see the visits of this worker."""
        return self.reader is None or self.reader == worker

    def client(self, id_: str) -> str:
        """The client's name."""
        return self.register.client(id_).name if self.shown else ""

    def client_phone(self, id_: str) -> str:
        """The client's telephone."""
        return self.register.client(id_).phone if self.shown else ""

    def client_note(self, id_: str) -> str:
        """The note about the client."""
        return self.register.client(id_).note if self.shown else ""

    def worker(self, id_: str) -> str:
        """The worker's name."""
        return self.register.worker(id_).name if self.shown else ""

    def worker_phone(self, id_: str) -> str:
        """The worker's telephone."""
        return self.register.worker(id_).phone if self.shown else ""

    def worker_label(self, id_: str) -> str:
        """The name, or the id where there is no name to show."""
        return self.worker(id_) or id_

    def client_label(self, id_: str) -> str:
        """Id and name."""
        return f"{id_} {self.client(id_)}".strip()
