"""What a reader of a page may see about people, by the levels of `agecare.model.confidentiality`."""

import attrs

from agecare.model import Register
from agecare.model.confidentiality import Privacy, may_see

__all__ = ["Names", "Privacy"]


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
        return self.may_see("clients", "name")

    def may_see(self, kind: str, field: str) -> bool:
        """Whether the reader sees a field of the records on the page; a worker's page shows the worker's own only."""
        return may_see(self.privacy.role, kind, field, own=True)

    def sees(self, worker: str) -> bool:
        """Whether the reader may see the visits of this worker."""
        return self.reader is None or self.reader == worker

    def client(self, id_: str) -> str:
        """The client's name."""
        return self.register.client(id_).name if self.may_see("clients", "name") else ""

    def client_phone(self, id_: str) -> str:
        """The client's telephone."""
        return self.register.client(id_).phone if self.may_see("clients", "phone") else ""

    def client_note(self, id_: str) -> str:
        """The note about the client."""
        return self.register.client(id_).note if self.may_see("clients", "note") else ""

    def worker(self, id_: str) -> str:
        """The worker's name."""
        return self.register.worker(id_).name if self.may_see("workers", "name") else ""

    def worker_phone(self, id_: str) -> str:
        """The worker's telephone."""
        return self.register.worker(id_).phone if self.may_see("workers", "phone") else ""

    def worker_label(self, id_: str) -> str:
        """The name, or the id where there is no name to show."""
        return self.worker(id_) or id_

    def client_label(self, id_: str) -> str:
        """Id and name."""
        return f"{id_} {self.client(id_)}".strip()
