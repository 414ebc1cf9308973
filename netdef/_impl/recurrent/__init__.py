"""RecurrentNetwork: a step net run over a sequence, with its backward step."""
