"""What the product costs on this machine: `bin/bench NAME --json FILE`."""
