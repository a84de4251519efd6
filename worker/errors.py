"""The errors of the worker: each answers 'try again, tell someone, or stop?'."""


class MediationError(Exception):
    """Something went wrong that a person can understand from this sentence.

    Where the sentence quotes a letter, or somebody's data, `public` says the same without: what to
    do first, then what is wrong. Only that is kept, and told in a notice.
    """

    def __init__(self, *words: object, public: str = "") -> None:
        super().__init__(*words)
        self.public = public


class TryAgain(MediationError):  # noqa: N818 - named for what to do
    """A passing fault: the same step may succeed later (server away, 4xx, time-out)."""


class TellSomeone(MediationError):  # noqa: N818 - named for what to do
    """This item cannot go on without a person; everything else goes on."""


class Stop(MediationError):  # noqa: N818 - named for what to do
    """The installation is wrong (settings, templates, calendar): do not start, say what to mend."""


class BadInput(MediationError):  # noqa: N818 - named for what it is
    """What was given cannot be used: says what, where, and what to do. Exit status 2."""
