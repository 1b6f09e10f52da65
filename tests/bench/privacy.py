"""How long the privacy check takes on a post (budget in TRUST.md: 20 ms). `python -m tests.bench.privacy`"""

import time

from journalclub.privacy import findings
from tests.privacy.corpus import clean, identifying


def main() -> None:
    posts = clean() + [post for file in ("patterned.txt", "telling.txt") for _, post in identifying(file)]
    posts = [*posts, *(" ".join(posts[at : at + 20])[:2000] for at in range(0, len(posts), 20))]
    times = sorted(_milliseconds(post) for post in posts for _ in range(5))
    for name, share in (("median", 0.5), ("p95", 0.95), ("worst", 1.0)):
        print(
            f"privacy check, {len(posts)} posts, {name}: {times[min(len(times) - 1, int(share * len(times)))]:.2f} ms"
        )


def _milliseconds(post: str) -> float:
    begun = time.perf_counter()
    findings(post)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
