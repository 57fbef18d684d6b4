"""What Festival's and Flite's voices call their phones, in IPA."""

from .tables import table_of

_ENGLISH = table_of(
    """
    pau=_ h#=_ ax=ə t=t n=n s=s l=l r=ɹ d=d k=k iy=i eh=ɛ m=m p=p ih=ɪ er=ɝ z=z ae=æ ey=eɪ b=b f=f aa=ɑ ay=aɪ v=v
    sh=ʃ w=w ng=ŋ ow=oʊ ao=ɔ ah=ʌ uw=u g=ɡ jh=dʒ hh=h y=j ch=tʃ th=θ aw=aʊ uh=ʊ dh=ð zh=ʒ oy=ɔɪ
    """
)
_ITALIAN = table_of(
    """
    #=_ nf=ɱ tS=tʃ dZ=dʒ S=ʃ J=ɲ L=ʎ ng=ŋ g=ɡ a1=a e1=e E1=ɛ E=ɛ i1=i o1=o O1=ɔ O=ɔ u1=u
    """
)
_CATALAN = _ITALIAN | table_of("pau=_ ax=ə Z=ʒ")
_FINNISH = table_of(
    """
    #=_ @=æ 7=ø N=ŋ T=θ g=ɡ v=ʋ D=ð
    """
)
_CZECH = table_of(
    """
    #=_ c=ts ch=x s~=ʃ z~=ʒ c~=tʃ dz~=dʒ dz=ts n~=ɲ t~=c d~=ɟ r~=r r~*=r n*=ŋ g=ɡ
    """
)
_RUSSIAN = table_of(
    """
    pau=_ ae=ə aa=a oo=o ee=e ii=i uu=u yy=ɨ y=ɨ ur=ʊ c=ts ch=tʃ sh=ʃ zh=ʒ sch=ɕ h=x hh=x g=ɡ gg=ɡ
    """
) | {soft + soft: soft for soft in "pbmfvtdsznlrk"}
_HINDI = table_of(
    """
    pau=_ a=ə aa=a ih=ɪ iy=i uh=ʊ uw=u eh=e ee=e oh=o oo=o ay=ɛ aw=ɔ y=j j=dʒ ch=tʃ sh=ʃ g=ɡ th=t dh=d tth=t ddh=d
    T=t D=d N=n L=l kh=k bh=b v=ʋ
    """
)
_OF_LANGUAGE = {
    "en": _ENGLISH, "it": _ITALIAN, "ca": _CATALAN, "fi": _FINNISH, "cs": _CZECH, "ru": _RUSSIAN, "hi": _HINDI,
    "te": _HINDI | {"a": "a"},
}  # fmt: skip


def ipa_of(language: str, name: str) -> str:
    """A long sound ("a:") is what the short one is; a name that is no table's is IPA itself."""
    table = _OF_LANGUAGE[language]
    return table.get(name) or table.get(name.rstrip(":")) or name.rstrip(":")
