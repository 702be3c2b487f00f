"""The worker of the jobs; first it asks again for records whose worker died."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from consilium_web.jobs import queue_left_over


class Command(Worker):
    """`manage.py db_worker`: read records as they come."""

    def handle(self, *args: Any, **options: Any) -> None:
        queue_left_over()
        super().handle(*args, **options)
