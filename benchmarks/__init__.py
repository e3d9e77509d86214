"""What the integration costs beside the least that its work can cost, measured in the same run."""
