"""Random inspection (双随机): who is inspected and by whom, drawn so that anyone can draw it again.

``plan`` the shapes, ``pools`` who takes part, ``stream`` the random numbers, ``seed`` the promise made before,
``lots`` the draw, ``register`` what became of it, ``record`` the proof for others.
"""
