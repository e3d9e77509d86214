"""The benchmarks' own logic: what is counted as held or broken, and what is compared with what."""
