"""Points, communities, boundaries and maps of Canada. Knows nothing of the services that are shown on them.

A point is (longitude, latitude) in degrees, as in GeoJSON, in every module of this package.
"""
