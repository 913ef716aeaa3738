"""`make bench-video`: what a forwarded packet costs our node, Janus, and a relay."""
