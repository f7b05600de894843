"""The largest flow through a network, and what holds it back (Dinic 1970)."""

from collections import deque


class Network:
    """Directed edges with whole capacities between numbered nodes.

    >>> net = Network(4)
    >>> for edge in ((0, 1, 5), (0, 2, 3), (1, 3, 4), (2, 3, 9)):
    ...     net.edge(*edge)
    >>> net.largest_flow(0, 3), sorted(net.reached)
    (7, [0, 1])
    """

    def __init__(self, nodes: int) -> None:
        self._edges: list[list[int]] = [[] for _ in range(nodes)]
        self._head: list[int] = []
        self._room: list[int] = []
        self.reached: set[int] = set()
        """After the flow: nodes that more could be sent to from the source, if it could go on from there."""

    def edge(self, tail: int, head: int, capacity: int) -> None:
        """A new edge."""
        self._edges[tail].append(len(self._head))
        self._edges[head].append(len(self._head) + 1)
        self._head += [head, tail]
        self._room += [capacity, 0]

    def largest_flow(self, source: int, sink: int) -> int:
        """Send as much as can be sent."""
        sent = 0
        while True:
            level = self._levels(source)
            if level[sink] < 0:
                self.reached = {node for node, depth in enumerate(level) if depth >= 0}
                return sent
            sent += self._blocking(source, sink, level)

    def _levels(self, source: int) -> list[int]:
        level = [-1] * len(self._edges)
        level[source] = 0
        queue = deque([source])
        while queue:
            node = queue.popleft()
            for edge in self._edges[node]:
                head = self._head[edge]
                if self._room[edge] and level[head] < 0:
                    level[head] = level[node] + 1
                    queue.append(head)
        return level

    def _blocking(self, source: int, sink: int, level: list[int]) -> int:
        """Fill the network of levels, one path after the other."""
        following = [0] * len(self._edges)
        path: list[int] = []
        node, sent = source, 0
        while True:
            if node == sink:
                amount = min(self._room[edge] for edge in path)
                for edge in path:
                    self._room[edge] -= amount
                    self._room[edge ^ 1] += amount
                sent += amount
                # go on from where the first edge of the path is full
                full = next(at for at, edge in enumerate(path) if not self._room[edge])
                node = self._head[path[full] ^ 1]
                del path[full:]
                continue
            step = self._step(node, level, following)
            if step is not None:
                path.append(step)
                node = self._head[step]
            elif node == source:
                return sent
            else:
                edge = path.pop()
                node = self._head[edge ^ 1]
                following[node] += 1

    def _step(self, node: int, level: list[int], following: list[int]) -> int | None:
        edges = self._edges[node]
        while following[node] < len(edges):
            edge = edges[following[node]]
            if self._room[edge] and level[self._head[edge]] == level[node] + 1:
                return edge
            following[node] += 1
        return None
