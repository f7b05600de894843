"""The solvers that `centre_day.py` compares: each takes a `VisitProblem` and gives routes back."""
