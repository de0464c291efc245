"""Trains the models that Unroll bundles, and yours: data in, a folder of the model repository out."""
