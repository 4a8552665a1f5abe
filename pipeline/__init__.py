"""Reports of violent incidents become tables in which every figure names its speaker and its sentence."""

VERSION = "0.1.0"
