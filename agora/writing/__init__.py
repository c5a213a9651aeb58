"""The parts of `agora.write`: paths, manifest, guard, tree, swap."""
