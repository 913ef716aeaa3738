"""Keeping others out of somebody's account, and letting its owner in."""
