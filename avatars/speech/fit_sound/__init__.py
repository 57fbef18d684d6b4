"""python -m avatars.speech.fit_sound: fits `avatars/engine/sound_net.npz`, on synthetic voices only.

Voices say random words of many languages, and tell when each phoneme is heard: espeak-ng's (embedded), and Festival's
and Flite's, which are built of recorded speech and so sound more like people. What makes it fit real voices is
augmentation: vocal tract length, a tape whose speed wavers, loudness, equaliser, contrast, room, noise, gain, pieces
that begin and end anywhere; other ones each time that an utterance is heard again. The site never imports this.

In an environment of its own, on Debian: `pip install -r requirements.txt -r requirements-neural.txt` and
`apt-get install flite festival festvox-{kallpc16k,kdlpc16k,us-slt-hts,itapc16k,italp16k,suopuhe-lj,suopuhe-mv,ru}
festvox-{czech-dita,czech-krb,czech-machac,czech-ph,hi-nsk,mr-nsk,te-nsk,ca-ona-hts}`. Voices that are missing are left
out, and said so. `--corpus FOLDER` keeps what was said (1.2 GB). One core needs 26 minutes for all of it, and 4 GB of
memory. The same voices, versions and kind of processor give the same weights, to the byte: the last line says their
`mark`.

The two that ship can't be made again: the first was fitted by an earlier form of this (5 epochs, each utterance heard
in two ways), the second by one on every other embedded utterance (2,160 steps). What this gives (mark 4fd93edb) hears
.651 of the sounds of voices held out where they hear .635, but follows four real clips a little less: in `bench
lipsync`, aperture r .649 where they have .661, and .759 of the closures where they keep .769. So they stay.
"""
