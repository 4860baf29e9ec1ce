"""Where what a server is made of lies."""

from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVER = DEPLOY / "server"
