"""The life of the service: begin, turn to another release without losing a request, end."""

import asyncio
import gc
import signal
import socket
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from server.errors import WorldFault
from server.front.front import Front
from server.front.http import Connection
from server.front.limits import TICK
from server.front.template import Template

# Seconds between two tries to start a template.
AGAIN = 0.5
BACKLOG = 512
# Objects made before another look for garbage: requests leave next to none.
GARBAGE = 50_000
# Connections are looked at once in so many ticks.
EVERY = 30
STOPPED = "The service is being stopped, and this took longer than it could wait."
Renewed = Callable[[], Awaitable[dict[str, Any]]]


class Service:
    """Keeps a front supplied with a template, and watches over it."""

    def __init__(self, front: Front, renewed: Renewed) -> None:
        """Take the front; `renewed` gives what a template is to load now."""
        self.front, self.renewed = front, renewed
        self.loop: asyncio.AbstractEventLoop
        self.options: dict[str, Any] = {}
        self.ended: list[Template] = []
        self.loading: Template | None = None
        # One turn at a time, so that the last one holds.
        self.turning = asyncio.Lock()
        self.background = set[asyncio.Task[None]]()

    async def load(self, options: dict[str, Any]) -> None:
        """Turn to a release; until it is loaded the old one answers. Raises WorldFault."""
        new = self.loading = await self.loop.run_in_executor(None, Template, options)
        try:
            await self.loop.run_in_executor(None, new.wait)
        finally:
            self.loading = None
        old, self.front.template, self.options = self.front.template, new, options
        new.watch(self.loop, self.lost)
        self.front.cache.clear()
        for pool in self.front.pools:
            pool.switch(new)
        if old:
            self.front.metrics.reloads += 1
            old.retire()
            self.ended.append(old)

    def lost(self, template: Template) -> None:
        """Replace a template that has died, as often as it takes."""
        if template is self.front.template and not self.front.stopping:
            self.front.metrics.restarts += 1
            self.front.log.fault("the template process has died; starting another")
            for pool in self.front.pools:
                pool.switch(None)
            self.front.template = None
            self.ended.append(template)
            self.begin(self.again())

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Have work done beside all else."""
        task = self.loop.create_task(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def again(self) -> None:
        """Start a template until one starts, or another turn has brought one."""
        while not (self.front.stopping or self.front.ready):
            try:
                async with self.turning:
                    if not self.front.ready:
                        await self.load(self.options)
            except WorldFault as fault:
                self.front.log.fault(str(fault))
                await asyncio.sleep(AGAIN)

    async def run(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until told to stop by SIGTERM or SIGINT; SIGHUP turns to the release of now."""
        gc.set_threshold(GARBAGE, 10, 10)
        self.loop = self.front.loop = asyncio.get_running_loop()
        # One that comes while this loads must not end it.
        self.loop.add_signal_handler(signal.SIGHUP, self.turn)
        async with self.turning:
            await self.load(await self.renewed())
        server = await self.loop.create_server(
            lambda: Connection(self.front), sock=listening, backlog=BACKLOG
        )
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(number, stop.set)
        ready()
        watch = self.loop.create_task(self.watch())
        await stop.wait()
        self.front.stopping = True
        server.close()
        if self.loading:
            self.loading.process.kill()
        await self.drain()
        watch.cancel()
        for template in filter(None, [self.front.template, *self.ended]):
            template.close()
        self.front.log.close()

    def turn(self) -> None:
        """Begin to turn to the release of now."""
        self.begin(self.reload())

    async def reload(self) -> None:
        """Turn to the release of now; one that cannot be loaded changes nothing."""
        try:
            async with self.turning:
                await self.load(await self.renewed())
        except WorldFault as fault:
            self.front.log.fault(f"the release was not exchanged: {fault}")

    async def drain(self) -> None:
        """Let requests that are under way end, for as long as the grace lasts."""
        last = time.monotonic() + self.front.limits.grace
        while time.monotonic() < last:
            for connection in list(self.front.connections):
                if connection.job is None and not connection.waiting:
                    connection.closing = True
                    connection.transport.close()
            if not self.front.connections:
                return
            await asyncio.sleep(TICK)
        for connection in list(self.front.connections):
            if connection.job:
                connection.job.fail(503, "stopping", STOPPED)
        await asyncio.sleep(TICK)
        for connection in list(self.front.connections):
            connection.abort()

    async def watch(self) -> None:
        """Look after all that takes time; a fault in it must not end it."""
        tick = 0
        while True:
            await asyncio.sleep(TICK)
            tick += 1
            try:
                self.look(time.monotonic(), connections=tick % EVERY == 0)
            except Exception:
                self.front.log.fault(traceback.format_exc())

    def look(self, now: float, *, connections: bool) -> None:
        """Look once."""
        for pool in self.front.pools:
            pool.look(now)
        if connections:
            self.ended = [old for old in self.ended if old.process.poll() is None]
            for connection in list(self.front.connections):
                connection.look(now)
        self.front.log.flush()
