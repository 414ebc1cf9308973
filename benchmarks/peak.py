"""What one core can do: operations a second of a loop of multiply-adds on registers, of floats and of bytes.

    python benchmarks/peak.py [--seconds 2]

The widest of the CPU's vectors are used: AVX-512 or AVX2 with FMA, and VNNI for bytes. A compiler (`c++`) must be at hand. README's column
"of peak" is what a net needs in direct convolution, divided by its time on one thread and by this rate.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

LANES = {"zmm": 16, "ymm": 8}  # floats of a register
CHAINS = 12  # registers that do not wait for each other: enough for two units with a latency of four or five
LOOP = """
#include <chrono>
#include <cstdio>
#include <cstdlib>
int main(int, char** argv) {
  const double seconds = std::atof(argv[1]);
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (const auto end = Clock::now() + std::chrono::duration<double>(seconds); Clock::now() < end;) {
    const long times = 2000000;
    const auto begin = Clock::now();
    asm volatile("mov %0, %%rcx\\n1:\\n BODY dec %%rcx\\njnz 1b\\n" ::"r"(times) : "rcx", CLOBBERED);
    const double rate = times * OPERATIONS / std::chrono::duration<double>(Clock::now() - begin).count();
    best = rate > best ? rate : best;
  }
  std::printf("%.1f\\n", best / 1e9);
}
"""


def rate(instruction: str, register: str, operations: int, seconds: float) -> float:
    """Billions of operations a second; `operations`: of one instruction."""
    body = " ".join(f"{instruction} %%{register}14, %%{register}15, %%{register}{i}\\n" for i in range(CHAINS))
    clobbered = ", ".join(f'"xmm{i}"' for i in range(CHAINS))
    source = LOOP.replace("BODY", body).replace("CLOBBERED", clobbered).replace("OPERATIONS", f"{float(operations * CHAINS)}")
    with tempfile.TemporaryDirectory() as folder:
        code, program = pathlib.Path(folder, "loop.cc"), pathlib.Path(folder, "loop")
        code.write_text(source)
        subprocess.run(["c++", "-O2", "-o", str(program), str(code)], check=True)
        return float(subprocess.run([str(program), str(seconds)], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2)
    seconds = parser.parse_args().seconds
    flags = set(pathlib.Path("/proc/cpuinfo").read_text().split("flags", 1)[-1].split("\n", 1)[0].split())
    register = "zmm" if "avx512f" in flags else "ymm"
    if not {"avx512f"} & flags and not {"avx2", "fma"} <= flags:
        sys.exit("This CPU has neither AVX-512 nor AVX2 with FMA; the loops are written for those.")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"floats: {rate('vfmadd231ps', register, 2 * LANES[register], seconds)} GFLOP/s of one core")
    if register == "zmm" and "avx512_vnni" in flags:
        print(f"bytes: {rate('vpdpbusd', register, 8 * LANES[register], seconds)} GOP/s of one core")


if __name__ == "__main__":
    main()
