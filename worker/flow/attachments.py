"""Keep what came along with a message apart from it: never run, never sent on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from worker.flow.world import World
from worker.inbox.message.message import Message


def put_apart(
    connection: Connection, world: World, message: Message, now: datetime
) -> list[dict[str, Any]]:
    """Keep attachments as documents of their own; gives what a list of them shows."""
    return [
        {
            "name": each.name,
            "content_type": each.content_type,
            "size": each.size,
            "sha256": world.documents.put(connection, each.content, kind="attachment", at=now),
        }
        for each in message.attachments
    ]
