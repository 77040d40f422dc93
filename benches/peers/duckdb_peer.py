"""A file of delimited text read into a table with DuckDB: seconds of wall and CPU, megabytes at most."""

import resource
import sys
import time

import duckdb

begun = time.perf_counter()
base = duckdb.connect()
base.execute(f"create table t as select * from read_csv('{sys.argv[1]}')")
[(rows,)] = base.execute("select count(*) from t").fetchall()
assert rows > 0
wall = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_maxrss * 1024 / 1e6, used.ru_utime + used.ru_stime, wall)
