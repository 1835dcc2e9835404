"""The twin of the Java trainer: the same training in PyTorch, written from the formulas alone.

    twin.py FOLDER...

Each folder was written by org.flipcheck.train.fit.TwinExport: case.json says what to train,
arrays.safetensors holds data, logits of the teachers, initial weights and the order of examples,
java.json what Java made of it. Writes python.json beside them and prints both. Needs PyTorch 1.13
or later and NumPy.
"""
import json
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

TYPES = {"F32": np.float32, "I64": np.int64}


def read_arrays(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            values = np.frombuffer(data[begin:end], TYPES[entry["dtype"]])
            arrays[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return arrays


def network(kind):
    nn = torch.nn
    if kind == "mlp":
        return nn.Sequential(nn.Flatten(), nn.LazyLinear(1), nn.ReLU(), nn.LazyLinear(1))
    return nn.Sequential(
        nn.LazyConv2d(1, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.LazyConv2d(1, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.LazyLinear(1), nn.ReLU(), nn.LazyLinear(1))


def build(kind, arrays):
    net = network(kind)
    layers = [layer for layer in net if hasattr(layer, "weight")]
    for i, layer in enumerate(layers):
        layer.weight = torch.nn.Parameter(arrays[f"parameter_{2 * i}"].clone())
        layer.bias = torch.nn.Parameter(arrays[f"parameter_{2 * i + 1}"].clone())
        layer.has_uninitialized_params = lambda: False
    plain = []
    for layer in net:  # lazy layers only served to say where the parameters go
        if isinstance(layer, torch.nn.LazyConv2d):
            conv = torch.nn.Conv2d(layer.weight.shape[1], layer.weight.shape[0], 3, padding=1)
            conv.weight, conv.bias = layer.weight, layer.bias
            plain.append(conv)
        elif hasattr(layer, "weight"):
            linear = torch.nn.Linear(layer.weight.shape[1], layer.weight.shape[0])
            linear.weight, linear.bias = layer.weight, layer.bias
            plain.append(linear)
        else:
            plain.append(layer)
    return torch.nn.Sequential(*plain)


def divergence(z, t, tau):
    log_t = F.log_softmax(t / tau, 1)
    return (log_t.exp() * (log_t - F.log_softmax(z / tau, 1))).sum(1)


def focal(z, t, labels, distance):
    """mean over rows of (1 + 5 [teacher right]) D; labels the teacher lacks are never right."""
    right = (t.argmax(1) == labels).double()
    z = z[:, : t.shape[1]]
    if distance["form"] == "kl":
        rows = divergence(z, t, distance["tau"])
        if distance.get("squared"):
            rows = rows * distance["tau"] ** 2
    elif distance["form"] == "lm_mean":
        rows = 0.5 * (z - t).square().mean(1)
    else:
        rows = 0.5 * (z - t).square().sum(1)
    return ((1 + 5 * right) * rows).mean()


def loss_of(spec, z, labels, old, new):
    z, old, new = z.double(), old.double(), new.double()
    margin = torch.zeros(z.shape[1], dtype=torch.float64)
    margin[old.shape[1] :] = spec.get("margin", 0)
    value = F.cross_entropy(z + margin, labels)
    if "old" in spec:
        value = value + spec["old"] * focal(z, old, labels, spec["distance"])
    if "new" in spec:
        value = value + spec["new"] * focal(z, new, labels, spec["distance"])
    return value


def share(plan, step, steps):
    rising = round(plan["warm_up"] * steps)
    if step < rising:
        return (step + 1) / rising
    progress = (step - rising) / (steps - rising)
    curves = {"CONSTANT": 1, "LINEAR": 1 - progress, "COSINE": (1 + np.cos(np.pi * progress)) / 2}
    return curves[plan["curve"]]


def optimizer(plan, net):
    if plan["rule"] == "adamw":
        return torch.optim.AdamW(net.parameters(), lr=1, weight_decay=plan["weight_decay"])
    return torch.optim.SGD(
        net.parameters(), lr=1, momentum=plan["momentum"], weight_decay=plan["weight_decay"])


def train(case, arrays):
    net = build(case["network"], arrays)
    plan = case["plan"]
    steps_of = optimizer(plan, net)
    order, size, count = arrays["order"], plan["batch_size"], len(arrays["labels"])
    steps = plan["epochs"] * -(-count // size)
    losses = []
    begun, cpu = time.perf_counter(), time.process_time()
    for epoch in range(plan["epochs"]):
        indices = order[epoch * count : (epoch + 1) * count]
        for start in range(0, count, size):
            batch = indices[start : start + size]
            for group in steps_of.param_groups:
                group["lr"] = plan["learning_rate"] * share(plan, len(losses), steps)
            steps_of.zero_grad()
            loss = loss_of(
                case["loss"], net(arrays["inputs"][batch]), arrays["labels"][batch],
                arrays["old_logits"][batch], arrays["new_logits"][batch])
            loss.backward()
            if plan["clip_norm"]:
                torch.nn.utils.clip_grad_norm_(net.parameters(), plan["clip_norm"])
            steps_of.step()
            losses.append(loss.item())
    seconds = time.perf_counter() - begun, time.process_time() - cpu
    return net, losses, [part / plan["epochs"] for part in seconds]


def test(net, arrays):
    with torch.no_grad():
        now = torch.cat([net(part).argmax(1) for part in arrays["test_inputs"].split(500)])
    labels, old = arrays["test_labels"], arrays["test_old_answers"]
    return {
        "accuracy": (now == labels).double().mean().item(),
        "negative_flip_rate": ((old == labels) & (now != labels)).double().mean().item(),
    }


def main(folders):
    torch.set_num_threads(1)
    for folder in map(Path, folders):
        case = json.loads((folder / "case.json").read_text())
        arrays = read_arrays(folder / "arrays.safetensors")
        net, losses, seconds = train(case, arrays)
        result = {
            "losses": losses[:20],
            "seconds_per_epoch": seconds[0],
            "cpu_seconds_per_epoch": seconds[1],
        }
        if "test_inputs" in arrays:
            result |= test(net, arrays)
        (folder / "python.json").write_text(json.dumps(result, indent=1) + "\n")
        java = json.loads((folder / "java.json").read_text())
        worst = max(abs(a - b) / abs(b) for a, b in zip(java["losses"], losses))
        print(folder.name, f"first {len(java['losses'])} losses: largest relative difference {worst:.2e}")
        for key in ("accuracy", "negative_flip_rate", "seconds_per_epoch", "cpu_seconds_per_epoch"):
            if key in result and key in java:
                print(f"  {key}: Java {java[key]:.4f}, PyTorch {result[key]:.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
