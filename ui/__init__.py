"""What pages share: the frame, the levers, figures, charts and the link."""
