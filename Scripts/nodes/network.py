"""Where nodes stand: in network namespaces of their own, whose links can be cut, or all on loopback."""

import os
import subprocess

BRIDGE = "lkbr0"
HOST = "10.213.47.1"


def ip(*arguments, check=True):
    return subprocess.run(["ip", *arguments], check=check, capture_output=True, text=True).returncode == 0


class Loopback:
    """Everything on 127.0.0.1; no link can be cut."""

    host = "127.0.0.1"
    can_cut = False

    def address(self, number):
        return "127.0.0.1"

    def command(self, number):
        return []

    def close(self):
        pass


class Namespaces:
    """A bridge, and for each node a namespace with one link to it."""

    host = HOST
    can_cut = True

    def __init__(self, count):
        self.names = [f"lk{os.getpid()}n{number}" for number in range(count)]
        self.links = [f"lkve{number}" for number in range(count)]
        try:
            ip("link", "add", BRIDGE, "type", "bridge")
            ip("addr", "add", f"{HOST}/24", "dev", BRIDGE)
            ip("link", "set", BRIDGE, "up")
            for number, (name, link) in enumerate(zip(self.names, self.links)):
                ip("netns", "add", name)
                ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
                ip("link", "set", link, "master", BRIDGE, "up")
                for command in (
                    ["addr", "add", f"{self.address(number)}/24", "dev", "eth0"],
                    ["link", "set", "eth0", "up"],
                    ["link", "set", "lo", "up"],
                ):
                    ip("-n", name, *command)
        except BaseException:
            self.close()
            raise

    def address(self, number):
        return f"10.213.47.{number + 11}"

    def command(self, number):
        """What a command has to begin with to run at a node's place."""
        return ["ip", "netns", "exec", self.names[number]]

    def cut(self, number):
        ip("link", "set", self.links[number], "down")

    def mend(self, number):
        ip("link", "set", self.links[number], "up")

    def close(self):
        for name in self.names:
            ip("netns", "del", name, check=False)
        for link in self.links:
            ip("link", "del", link, check=False)
        ip("link", "del", BRIDGE, check=False)


def make(count):
    """Namespaces where they can be made."""
    if os.geteuid() == 0:
        try:
            return Namespaces(count)
        except (subprocess.CalledProcessError, FileNotFoundError):
            pass
    return Loopback()
