"""Times general libraries for Bayesian networks on the models that the yardstick has drawn.

    python peers.py [--limit SECONDS] MODEL.json ...

Started by `cargo xtask bench`, in an environment that holds pyAgrum and pgmpy. Each library gets the same tables and the
same rotated evidence as our engine, and does the same two things: the posterior of the cause, and one step of choosing a
question, that is the expected fall of the cause's entropy for every open question. Prints JSON: times in microseconds
(medians), and the largest difference from our posterior and from our ranking.

One thread each, as our engine has one. What takes longer than the limit is told as such. Long runs are told in processor
time: what else the machine does while a slow library works is not held against it.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import importlib.metadata
import json
import logging
import signal
import statistics
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

# A method is run until one of these is reached; the median is told, and how many runs it stands for.
RUNS = 201
SECONDS = 8.0
# From this length on, processor time counts. Below, its step of some milliseconds would be all one saw, and the median
# leaves interruptions out anyway.
LONG = 0.2


class TooSlow(Exception):
    """A method has used up its time."""


class Case:
    def __init__(self, case):
        self.given = {f"o{o}": k for o, k in case["given"]}
        self.open = case["open"]
        self.posterior = np.array(case["posterior"])
        self.gains = np.array(case["gains"])


class Model:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
        self.priors = np.array(model["priors"])
        # By observation, hypothesis, outcome. Each is the probability of five decimals, and its complement.
        yes = np.array(model["yes"])
        self.tables = np.stack([yes, 1.0 - yes], axis=2)
        self.cases = [Case(case) for case in model["cases"]]


def entropy(p, axis):
    return -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0), axis=axis)


def gain_of_joint(joint):
    """Information about the cause out of the joint table of cause and answer, given the evidence."""
    return entropy(joint.sum(axis=1), 0) + entropy(joint.sum(axis=0), 0) - entropy(joint, None)


class Agrum:
    """pyAgrum: C++ behind Python."""

    label = "pyAgrum"
    package = "pyagrum"
    posteriors = {
        "LazyPropagation": "lazy",
        "LazyPropagation, kept": "lazy_kept",
        "VariableElimination": "elimination",
        "VariableElimination, kept": "elimination_kept",
    }
    rankings = {
        "LazyPropagation, all joint targets at once": "joint_targets",
        "LazyPropagation, 60 joint targets at a time": "joint_targets_in_parts",
    }

    def __init__(self, model):
        import pyagrum

        self.gum = pyagrum
        self.net = pyagrum.BayesNet()
        hypotheses = len(model.priors)
        self.net.add(pyagrum.RangeVariable("cause", "", 0, hypotheses - 1))
        self.net.cpt("cause").fillWith(model.priors.tolist())
        for o, table in enumerate(model.tables):
            name = f"o{o}"
            self.net.add(pyagrum.RangeVariable(name, "", 0, 1))
            self.net.addArc("cause", name)
            self.net.cpt(name)[:] = table
        # Engines may also be kept from one case to the next.
        self.kept_lazy = pyagrum.LazyPropagation(self.net)
        self.kept_elimination = pyagrum.VariableElimination(self.net)

    def single(self, engine, case):
        engine.setEvidence(case.given)
        engine.setTargets({"cause"})
        engine.makeInference()
        return engine.posterior("cause").toarray()

    def lazy(self, case):
        return self.single(self.gum.LazyPropagation(self.net), case)

    def elimination(self, case):
        return self.single(self.gum.VariableElimination(self.net), case)

    def lazy_kept(self, case):
        return self.single(self.kept_lazy, case)

    def elimination_kept(self, case):
        return self.single(self.kept_elimination, case)

    def joint_targets(self, case):
        return np.array(self.gains(case.given, case.open))

    def joint_targets_in_parts(self, case):
        parts = [case.open[start : start + 60] for start in range(0, len(case.open), 60)]
        return np.array([gain for part in parts for gain in self.gains(case.given, part)])

    def gains(self, given, questions):
        engine = self.gum.LazyPropagation(self.net)
        engine.setEvidence(given)
        for o in questions:
            engine.addJointTarget({"cause", f"o{o}"})
        engine.makeInference()
        gains = []
        for o in questions:
            joint = engine.jointPosterior({"cause", f"o{o}"})
            table = joint.toarray()
            # The axes of the array stand in the reverse order of the names.
            gains.append(gain_of_joint(table if joint.names[-1] == "cause" else table.T))
        return gains


class Pgmpy:
    """pgmpy: Python on NumPy."""

    label = "pgmpy"
    package = "pgmpy"
    posteriors = {"VariableElimination": "elimination"}
    rankings = {"VariableElimination, joint queries": "joint_queries"}

    def __init__(self, model):
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork

        hypotheses = len(model.priors)
        net = DiscreteBayesianNetwork([("cause", f"o{o}") for o in range(len(model.tables))])
        cpds = [TabularCPD("cause", hypotheses, model.priors.reshape(-1, 1))]
        for o, table in enumerate(model.tables):
            cpds.append(TabularCPD(f"o{o}", 2, table.T, ["cause"], [hypotheses]))
        net.add_cpds(*cpds)
        self.engine = VariableElimination(net)

    def elimination(self, case):
        return self.engine.query(["cause"], case.given, show_progress=False).values

    def joint_queries(self, case):
        gains = []
        for o in case.open:
            factor = self.engine.query(["cause", f"o{o}"], case.given, show_progress=False)
            gains.append(gain_of_joint(factor.values if factor.variables[0] == "cause" else factor.values.T))
        return np.array(gains)


class Numpy:
    """No library, but what somebody would write by hand for this one kind of network, all questions at once."""

    label = "hand-written NumPy"
    package = "numpy"
    posteriors = {"sum of logarithms": "posterior"}
    rankings = {"all questions at once": "ranking"}

    def __init__(self, model):
        self.priors = np.log(model.priors)
        # By observation and outcome, so that a column of causes lies in one piece.
        self.logs = np.ascontiguousarray(np.log(model.tables).transpose(0, 2, 1))
        self.yes = np.ascontiguousarray(model.tables[:, :, 0])
        self.entropies = entropy(model.tables, 2)

    def posterior(self, case):
        logs = self.priors.copy()
        for name, outcome in case.given.items():
            logs += self.logs[int(name[1:]), outcome]
        raised = np.exp(logs - logs.max())
        return raised / raised.sum()

    def ranking(self, case):
        posterior = self.posterior(case)
        # For the known ones as well: picking rows would copy them.
        yes = self.yes @ posterior
        gains = entropy(np.stack([yes, 1.0 - yes]), 0) - self.entropies @ posterior
        return gains[case.open]


def limited(seconds, work):
    """Does some work; ends it after so many seconds of processor time, as soon as the interpreter has its turn."""

    def ring(_signal, _frame):
        raise TooSlow

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def timed(work):
    """The result of some work, and its time in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return result, processor if wall > LONG else wall


def time_method(method, cases, expected, limit):
    """Median time over rotated cases, and the largest difference from what our engine says."""
    times, apart, begun = [], 0.0, time.perf_counter()
    while len(times) < RUNS and (not times or time.perf_counter() - begun < SECONDS):
        case = cases[len(times) % len(cases)]
        try:
            result, took = timed(lambda: limited(limit, lambda: method(case)))
        except TooSlow:
            return {"limit": limit, "apart": apart}
        times.append(took)
        apart = max(apart, float(np.max(np.abs(result - expected(case)))))
    return {"median": statistics.median(times) * 1e6, "runs": len(times), "apart": apart}


def quickest(engine, methods, cases, expected, limit):
    """The best of the library's ways to the same figures; differences are the worst of all of them."""
    found = {way: time_method(getattr(engine, name), cases, expected, limit) for way, name in methods.items()}
    way = min(found, key=lambda way: found[way].get("median", float("inf")))
    return {**found[way], "way": way, "apart": max(times["apart"] for times in found.values())}


def time_peer(peer, model, limit):
    try:
        engine, build = timed(lambda: limited(limit, lambda: peer(model)))
    except TooSlow:
        return {"build": {"limit": limit}}
    print(f"    {peer.label}: built in {build:.1f} s", file=sys.stderr)
    return {
        "build": {"median": build * 1e6, "runs": 1},
        "posterior": quickest(engine, peer.posteriors, model.cases, lambda case: case.posterior, limit),
        "ranking": quickest(engine, peer.rankings, model.cases, lambda case: case.gains, limit),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one run of one method")
    parser.add_argument("models", nargs="+")
    arguments = parser.parse_args()
    peers = [Agrum, Pgmpy, Numpy]
    report = [
        {"label": peer.label, "version": importlib.metadata.version(peer.package), "sizes": []} for peer in peers
    ]
    for path in arguments.models:
        print(f"    {os.path.basename(path)}", file=sys.stderr)
        model = Model(path)
        for told, peer in zip(report, peers):
            told["sizes"].append(time_peer(peer, model, arguments.limit))
    json.dump({"python": sys.version.split()[0], "peers": report}, sys.stdout)


if __name__ == "__main__":
    main()
