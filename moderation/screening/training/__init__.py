"""How the model is made: data, variations of it, the network and its training. Needs torch."""
