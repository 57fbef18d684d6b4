"""Offline tool that renders the sample presenters with Blender and packs them as avatar bundles.

It runs in an environment of its own (see README.md); the product never imports it.
"""
