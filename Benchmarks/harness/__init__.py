"""Measures a release build of sallyport. `Benchmarks/run` is the way in."""
