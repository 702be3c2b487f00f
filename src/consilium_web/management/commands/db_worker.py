"""The worker of the jobs; first it asks for what a dead worker left, and for a check against the present knowledge."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from consilium_web.jobs import queue_cleaning, queue_left_mail, queue_left_over, queue_recheck


class Command(Worker):
    """`manage.py db_worker`: read records as they come."""

    def handle(self, *args: Any, **options: Any) -> None:
        queue_left_over()
        queue_left_mail()
        queue_recheck()
        queue_cleaning()
        super().handle(*args, **options)
