from portal.celery import QUEUES, WOKEN, app


def our_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_every_task_that_is_woken_exists_and_every_task_has_its_queue():
    assert set(WOKEN) == our_tasks()


def test_every_queue_has_work():
    assert {queue for queue, _ in WOKEN.values()} == set(QUEUES)


def test_a_wake_up_that_waited_past_the_next_one_is_dropped():
    late = {
        name: entry
        for name, entry in app.conf.beat_schedule.items()
        if entry["options"]["expires"] > (entry["schedule"] if isinstance(entry["schedule"], int) else 3600)
    }

    assert late == {}
