"""Pictures of what the graph holds: each a saved query, a drawing and a table; SVG, no script.

`routes` hands requests on; `answers` asks saved queries, `names` names things; one module a picture
(`support`, `states`, `timeline`, `neighbours`, `norms`) makes a model of the answer, draws it and
tables it; `svg` and `scales` are what drawings are made with, `words` what they say.
"""
