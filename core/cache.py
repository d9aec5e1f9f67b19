"""A cache is a convenience: when its server is away, pages are slower, never broken."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis; nothing is found and nothing kept while it does not answer."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as fault:
            return self._away(fault, default)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, value, *args, **kwargs)
        except RedisError as fault:
            self._away(fault, None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(key, value, *args, **kwargs)
        except RedisError as fault:
            return bool(self._away(fault, True))

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError as fault:
            return bool(self._away(fault, False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except RedisError as fault:
            found: dict[Any, Any] = self._away(fault, {})
            return found

    def _away(self, fault: RedisError, instead: Any) -> Any:
        log.warning("The cache is away: %s", type(fault).__name__)
        return instead
