"""Why somebody or something was refused, as coded reasons."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Coded reasons why a service does not take a client."""

    CAPACITY_FULL = "capacity-full"
    NOT_ELIGIBLE_AGE = "not-eligible-age"
    NOT_ELIGIBLE_NEED = "not-eligible-need"
    NOT_ELIGIBLE_AREA = "not-eligible-area"
    NOT_ELIGIBLE_DOCUMENT = "not-eligible-document"
    SERVICE_UNAVAILABLE = "service-unavailable"
    LANGUAGE = "language"
    DECLINED_BY_PERSON = "declined-by-person"
    COULD_NOT_CONTACT = "could-not-contact"
    DUPLICATE = "duplicate"
    UNSAFE = "unsafe"
    OTHER = "other"
